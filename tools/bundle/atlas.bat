@echo off
rem Starts the atlas; with arguments, runs its command line. Words that are not ASCII stand
rem behind the last label, or in a file: cmd may lose its place among them.
setlocal EnableExtensions DisableDelayedExpansion
chcp 65001 >nul
set "PYTHONUTF8=1"
set "PYTHONHOME="
set "PYTHONPATH="
if not exist "%~dp0start\start.py" goto unpack

set "CHECK=import sys, sysconfig; sys.exit(sys.version_info[:2] != @TUPLE@ or sysconfig.get_platform() != 'win-amd64')"
py -@PYTHON@ -c "%CHECK%" >nul 2>nul && goto launcher
python -c "%CHECK%" >nul 2>nul && goto path
set "FOUND=%LocalAppData%\Programs\Python\Python@DIGITS@\python.exe"
"%FOUND%" -c "%CHECK%" >nul 2>nul && goto folder
set "FOUND=%ProgramFiles%\Python@DIGITS@\python.exe"
"%FOUND%" -c "%CHECK%" >nul 2>nul && goto folder
type "%~dp0start\python-needed.txt"
set "RESULT=1"
goto end

:launcher
py -@PYTHON@ "%~dp0start\start.py" %*
set "RESULT=%errorlevel%"
goto end

:path
python "%~dp0start\start.py" %*
set "RESULT=%errorlevel%"
goto end

:folder
"%FOUND%" "%~dp0start\start.py" %*
set "RESULT=%errorlevel%"
goto end

:unpack
set "RESULT=1"
goto tell

:end
if "%RESULT%"=="0" exit /b 0
if "%~1"=="" pause
exit /b %RESULT%

:tell
echo Unpack the whole zip first: right-click it, Extract All, then start atlas.bat there.
echo 请先把压缩包全部解压（右键，全部解压缩），再从解压后的文件夹里双击 atlas.bat。
pause
exit /b 1
